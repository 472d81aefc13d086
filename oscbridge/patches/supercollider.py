"""The SuperCollider client: a class with a method for each address, and its help file."""

from __future__ import annotations

from collections.abc import Iterable

from oscbridge.osc.addresses import OUT, ROOT, Address
from oscbridge.osc.arguments import Argument, Kind
from oscbridge.patches.sentences import Sentence, Word, sentences

_OWN = ("subscribe", "unsubscribe", "frame", "frame/chunk", "frame/raw")
"""What the class does in a way of its own, or not at all."""

_CLASS = """\
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
"""


def sc_class() -> str:
    """``Oscbridge.sc``."""
    return _CLASS + "".join(map(_method, _callable())) + "}\n"


def sc_help() -> str:
    """``Oscbridge.schelp``."""
    parts = [_HELP_HEAD]
    for sentence in _callable():
        parts.append(_help_of(sentence))
    parts.append(_HELP_EXAMPLES.replace("ANSWERS", "\n".join(_answer_rows())))
    return "".join(parts)


def method_name(address: Address) -> str:
    """``/oscbridge/affect/set`` → ``affectSet``."""
    first, *rest = address.path.removeprefix(ROOT).split("/")
    return first + "".join(word.capitalize() for word in rest)


def _callable() -> tuple[Sentence, ...]:
    return tuple(one for one in sentences() if one.name not in _OWN)


def _arguments(address: Address) -> tuple[Argument, ...]:
    return tuple(a for a in address.arguments if a.name != "host")


def _method(sentence: Sentence) -> str:
    names = [argument.name for argument in _arguments(sentence.address)]
    listed = ", ".join(names)
    about = sentence.address.about.replace("`", "")
    lines = [
        "",
        f"\t// {about}",
        f"\t{method_name(sentence.address)} {{ |{listed}|",
        f'\t\tthis.prSend("{sentence.name}", [{listed}])',
        "\t}",
    ]
    return "\n".join(lines) + "\n"


_HELP_HEAD = """\
CLASS:: Oscbridge
SUMMARY:: Talks to the oscbridge daemon: faces in, emotions back, music on a MIDI port
CATEGORIES:: External Control>OSC
RELATED:: Classes/OSCFunc, Classes/NetAddr

DESCRIPTION::
Start the daemon first: code::oscbridge run::. Answers come back to sclang's own port, and
everything that the daemon tells to all its listeners comes too, because an Oscbridge subscribes
that port and does so again every 20 seconds. Written from the daemon's table of addresses.

code::
o = Oscbridge.new;
o.on("emotion", { |id, label, confidence, valence, arousal| [label, valence, arousal].postln });
o.on("error", { |code, message| (code ++ ": " ++ message).warn });
o.frameFile("~/me.jpg");
o.affectSet(0.7, 0.3, 10);
o.free;
::

CLASSMETHODS::

METHOD:: new
argument:: host
Where the daemon listens.
argument:: port
Its port.

METHOD:: largestBlob
Pictures with more bytes are sent in parts.

INSTANCEMETHODS::

PRIVATE:: init, prPath, prSend

METHOD:: on
Calls a function for every answer of a name, with the message's arguments. Returns the
link::Classes/OSCFunc::.

METHOD:: send
Sends any message: code::o.send("tempo", 120)::.

METHOD:: frameFile
Sends a JPEG, PNG or WebP file as bytes. Returns the id that comes back in its answers.

METHOD:: frame
The same for an link::Classes/Int8Array::.

METHOD:: free
Ends the subscription and removes what was set with link::#-on::.

METHOD:: subscribe
Done by itself.

METHOD:: daemon
The link::Classes/NetAddr:: of the daemon.

METHOD:: responders
What was set with link::#-on::.

"""

_HELP_EXAMPLES = """\
EXAMPLES::

What comes back, as code::o.on(name, { |…| … })::

table::
ANSWERS
::
"""


def _help_of(sentence: Sentence) -> str:
    address = sentence.address
    words = ", ".join(_literal(word) for word in sentence.words)
    parts = [f"METHOD:: {method_name(address)}\n{_plain(address.about)}\n"]
    for argument in _arguments(address):
        optional = " May be left out (nil)." if argument.optional else ""
        kind = "0 or 1" if argument.kind is Kind.SWITCH else argument.kind.label
        parts.append(f"argument:: {argument.name}\n{kind}: {_plain(argument.about)}.{optional}\n")
    parts.append(f"code::\no.{method_name(address)}({words});\n::\n\n")
    return "".join(parts)


def _answer_rows() -> Iterable[str]:
    for address in OUT:
        names = ", ".join(argument.name for argument in address.arguments)
        name = address.path.removeprefix(ROOT)
        yield f"## {name} || {names} || {_plain(address.about)}"


def _literal(word: Word) -> str:
    return f'"{word}"' if isinstance(word, str) else f"{word:g}"


def _plain(text: str) -> str:
    """Without what SCDoc would take for markup."""
    return text.replace("`", "").replace("::", ": :").replace("||", "|")
