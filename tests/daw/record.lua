-- Ardour, without a window: a MIDI track records one port of a JACK server until a line comes in.
-- From the environment: ARDOUR_FOLDER (of the new session), ARDOUR_SOURCE (the port to record).

local backend = AudioEngine:set_backend("JACK", "ardour", "")
assert(not backend:isnil(), "Ardour has no JACK backend")
local session = create_session(os.getenv("ARDOUR_FOLDER"), "take", 48000)
assert(session, "no session was made")

local midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local tracks = session:new_midi_track(
    midi, midi, true, ARDOUR.PluginInfo(), nil, nil, 1, "oscbridge",
    ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
local track = tracks:front():to_track()
local input = "ardour:" .. track:input():nth(0):name()
assert(AudioEngine:connect(os.getenv("ARDOUR_SOURCE"), input) == 0, "not connected: " .. input)

track:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
session:maybe_enable_record(false)
session:goto_start(false)
session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
for _ = 1, 100 do
    if session:actively_recording() then break end
    sleep(0.1)
end
print(session:actively_recording() and "RECORDING" or "NOT RECORDING")
io.stdout:flush()

io.read()
session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
for _ = 1, 100 do
    if not session:transport_rolling() then break end
    sleep(0.1)
end
session:save_state("")
close_session()
quit()
