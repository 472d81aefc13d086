// Talks to the oscbridge daemon. Written by: python -m oscbridge.patches
Oscbridge {
	// Over UDP, larger pictures go in parts: macOS sends no datagram above 9,216 bytes by default.
	classvar <>largestBlob = 8000;
	var <daemon, <responders, renewal, frameId = 0;

	*new { |host = "127.0.0.1", port = 9010|
		^super.new.init(host, port)
	}

	init { |host, port|
		daemon = NetAddr(host, port);
		responders = List.new;
		this.subscribe;
		// A daemon that was started later, or again, finds us; and no lease runs out.
		renewal = Routine({ loop { 20.wait; this.subscribe } }).play(SystemClock);
	}

	subscribe { daemon.sendMsg("/oscbridge/subscribe", NetAddr.langPort) }

	// Calls a function for every answer of this name, with the message's arguments.
	on { |name, function|
		var responder = OSCFunc({ |message| function.value(*message.drop(1)) }, this.prPath(name));
		responder.permanent = true;
		responders.add(responder);
		^responder
	}

	// Sends any message; "tempo" and "/oscbridge/tempo" are the same.
	send { |name ... args|
		daemon.sendMsg(this.prPath(name), *args)
	}

	// Sends a JPEG, PNG or WebP file as bytes. Returns the id that comes back in its answers.
	frameFile { |path, id|
		var bytes = File.use(path.standardizePath, "rb", { |file|
			var all = Int8Array.newClear(file.length);
			file.read(all);
			all
		});
		^this.frame(bytes, id)
	}

	// The same for an Int8Array.
	frame { |bytes, id|
		var count = (bytes.size / largestBlob).ceil.asInteger;
		if(id.isNil) { id = frameId = frameId + 1 };
		if(count <= 1) {
			daemon.sendMsg("/oscbridge/frame", bytes, id)
		} {
			count.do { |index|
				var start = index * largestBlob;
				var part = bytes.copyRange(start, min(start + largestBlob, bytes.size) - 1);
				daemon.sendMsg("/oscbridge/frame/chunk", id, index, count, part)
			}
		};
		^id
	}

	free {
		renewal.stop;
		responders.do(_.free);
		responders.clear;
		daemon.sendMsg("/oscbridge/unsubscribe");
	}

	prPath { |name|
		name = name.asString;
		if(name.beginsWith("/oscbridge/")) { ^name };
		if(name.beginsWith("/")) { name = name.drop(1) };
		^"/oscbridge/" ++ name
	}

	// What was left out is not sent.
	prSend { |name, args|
		daemon.sendMsg("/oscbridge/" ++ name, *args.reject(_.isNil))
	}

	// Asks for a sign of life: /oscbridge/pong.
	ping { |id|
		this.prSend("ping", [id])
	}

	// Asks for /oscbridge/version.
	version { |id|
		this.prSend("version", [id])
	}

	// Asks for /oscbridge/status, one message for each fact.
	status { |id|
		this.prSend("status", [id])
	}

	// Asks for /oscbridge/ready: answered as soon as frames and phrases are.
	ready { |id|
		this.prSend("ready", [id])
	}

	// Reads the config file again and takes over what changed in it: /oscbridge/reloaded. Listeners and the music stay.
	reload { |id|
		this.prSend("reload", [id])
	}

	// Returns the token of /oscbridge/prove, which a machine of an allowed network is sent when it subscribes, from the same machine: /oscbridge/subscribed.
	confirm { |token, id|
		this.prSend("confirm", [token, id])
	}

	// A frame in an image file: answered as /oscbridge/frame is.
	file { |path, id|
		this.prSend("file", [path, id])
	}

	// Turns oscbridge's own camera (camera in the config file) on or off: /oscbridge/camera/state. What it shows is told to all listeners, with the id camera.
	camera { |on, id|
		this.prSend("camera", [on, id])
	}

	// Takes the felt emotion over by hand, for some seconds or until it is released.
	affectSet { |valence, arousal, seconds, id|
		this.prSend("affect/set", [valence, arousal, seconds, id])
	}

	// Lets the faces lead again.
	affectRelease { |id|
		this.prSend("affect/release", [id])
	}

	// Keeps the felt emotion where it is.
	affectFreeze { |on, id|
		this.prSend("affect/freeze", [on, id])
	}

	// Asks for the felt emotion: /oscbridge/felt.
	felt { |id|
		this.prSend("felt", [id])
	}

	// Chooses whose emotion is felt when several faces are there.
	follow { |which, id|
		this.prSend("follow", [which, id])
	}

	// Reads every face, not only the one that is followed.
	facesAll { |on, id|
		this.prSend("faces/all", [on, id])
	}

	// Chooses what reads the faces, from the next frame on.
	reader { |name, id|
		this.prSend("reader", [name, id])
	}

	// Reads the melancholy index beside the reader and tells it after each face. It is an artistic index, no diagnosis.
	readerMelancholy { |on, id|
		this.prSend("reader/melancholy", [on, id])
	}

	// How calmly the felt emotion follows the readings.
	smoothing { |seconds, quick, id|
		this.prSend("smoothing", [seconds, quick, id])
	}

	// How long the felt emotion is kept when the face is gone.
	feltHold { |seconds, id|
		this.prSend("felt/hold", [seconds, id])
	}

	// How long it then takes to fade to neutral.
	feltFade { |seconds, id|
		this.prSend("felt/fade", [seconds, id])
	}

	// When another label becomes the felt one.
	feltSteady { |margin, seconds, id|
		this.prSend("felt/steady", [margin, seconds, id])
	}

	// When the felt label is uncertain, and what the felt emotion does then.
	feltUncertain { |below, then, id|
		this.prSend("felt/uncertain", [below, then, id])
	}

	// Whose faces count when several cameras send frames.
	feltSources { |rule, id|
		this.prSend("felt/sources", [rule, id])
	}

	// Composes one phrase now: answered with /oscbridge/phrase/info and its notes.
	phrase { |engine, seed, id|
		this.prSend("phrase", [engine, seed, id])
	}

	// Starts the music on the next bar line.
	play { |id|
		this.prSend("play", [id])
	}

	// Stops the music and ends every note.
	stop { |id|
		this.prSend("stop", [id])
	}

	// Ends every note at once, those of other programs on the port too.
	panic { |id|
		this.prSend("panic", [id])
	}

	// Chooses the engine that composes.
	engine { |name, id|
		this.prSend("engine", [name, id])
	}

	// Sets the tempo of the internal clock.
	tempo { |bpm, id|
		this.prSend("tempo", [bpm, id])
	}

	// Asks for a key.
	key { |name, id|
		this.prSend("key", [name, id])
	}

	// Keeps the music between two notes, at least an octave apart.
	range { |lowest, highest, id|
		this.prSend("range", [lowest, highest, id])
	}

	// Thins the music out, or thickens it.
	density { |factor, id|
		this.prSend("density", [factor, id])
	}

	// Makes the choice of notes safer, or more adventurous.
	temperature { |factor, id|
		this.prSend("temperature", [factor, id])
	}

	// Chooses the clock that the music follows.
	clock { |source, id|
		this.prSend("clock", [source, id])
	}

	// Plays so much later than the clock; negative: earlier.
	clockOffset { |ms, beats, id|
		this.prSend("clock/offset", [ms, beats, id])
	}

	// Sends MIDI clock, start, stop and song position on the MIDI port.
	clockOut { |on, id|
		this.prSend("clock/out", [on, id])
	}

	// Makes this moment beat 1 of a bar.
	downbeat { |id|
		this.prSend("downbeat", [id])
	}

	// Records the performance, from the next phrase on, in the folder session.folder; or ends the recording. Answered with /oscbridge/recording.
	record { |on, id|
		this.prSend("record", [on, id])
	}

	// Sets the next phrase's seed.
	seed { |n, id|
		this.prSend("seed", [n, id])
	}

	// When phrases are composed.
	mode { |mode, id|
		this.prSend("mode", [mode, id])
	}

	// Continues a piece, in the next phrase and in every section after it: .mid, .wav, .mp3, .flac or .ogg. Answered with /oscbridge/primer/info.
	primer { |path, id|
		this.prSend("primer", [path, id])
	}

	// Chooses which bars of the next primers are continued.
	primerBars { |bars, id|
		this.prSend("primer/bars", [bars, id])
	}

	// Says whether the next recordings are of one voice or of chords.
	primerVoices { |voices, id|
		this.prSend("primer/voices", [voices, id])
	}

	// Continues what is played into the virtual MIDI input.
	primerLive { |on, id|
		this.prSend("primer/live", [on, id])
	}

	// How what is played live is continued.
	primerMode { |mode, id|
		this.prSend("primer/mode", [mode, id])
	}

	// Forgets the primer, and gives up one that is still being read.
	primerClear { |id|
		this.prSend("primer/clear", [id])
	}

	// Asks for a recording's composer and instrument: .wav, .mp3, .flac, .ogg or .mid. Answered with /oscbridge/composer and /oscbridge/instrument.
	listen { |path, id|
		this.prSend("listen", [path, id])
	}
}
