// The browser's camera: frames go out as JPEG, the next one when the last was answered.

const WIDTH = 640;
const HEIGHT = 480;
const QUALITY = 0.8;
const GIVE_UP_MS = 1000; // a frame may be passed over, and then there is no answer

export class Camera {
  /** send(jpeg, id): sends a frame; lost(): the camera was unplugged or taken away. */
  constructor(video, send, lost) {
    this.video = video;
    this.send = send;
    this.lost = lost;
    this.canvas = document.createElement("canvas");
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    this.id = 0;
    this.stream = null;
    this.waiting = false;
  }

  get on() {
    return this.stream !== null;
  }

  /** Throws where there is no camera, or the user says no. */
  async start() {
    if (!navigator.mediaDevices) throw new Error("this browser gives no camera to this page");
    const wanted = { video: { width: { ideal: WIDTH }, height: { ideal: HEIGHT } }, audio: false };
    this.stream = await navigator.mediaDevices.getUserMedia(wanted);
    for (const track of this.stream.getTracks()) {
      // Else its last picture would be sent for ever, as if that face were still there.
      track.addEventListener("ended", () => { this.stop(); this.lost(); });
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.next();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  /** The answer to frame ``id`` came: the next may go. */
  answered(id) {
    if (this.waiting && id === this.id) {
      this.waiting = false;
      requestAnimationFrame(() => this.next());
    }
  }

  next() {
    if (!this.on || this.waiting) return;
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, WIDTH, HEIGHT);
    this.waiting = true;
    const id = ++this.id;
    setTimeout(() => this.answered(id), GIVE_UP_MS);
    this.canvas.toBlob(async (blob) => {
      if (blob && this.on) this.send(new Uint8Array(await blob.arrayBuffer()), id);
    }, "image/jpeg", QUALITY);
  }
}
