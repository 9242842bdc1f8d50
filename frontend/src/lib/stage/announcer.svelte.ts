import { Voice } from "../voice/voice";

const CAPTION_MS = 4000;

/** What the coach says: aloud, and as a caption for a moment. */
export class Announcer {
  caption = $state("");
  isMuted = $state(false);
  private readonly voice = new Voice();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(hasVoice: boolean) {
    this.isMuted = !hasVoice;
    this.voice.isOn = hasVoice;
    this.voice.wake();
  }

  toggle(): void {
    this.isMuted = !this.isMuted;
    this.voice.isOn = !this.isMuted;
    if (this.isMuted) this.voice.silence();
  }

  say(text: string, language: string, isUrgent = false): void {
    this.voice.say(text, language, isUrgent);
  }

  show(text: string, language: string, isUrgent: boolean): void {
    this.caption = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.caption = "";
    }, CAPTION_MS);
    this.say(text, language, isUrgent);
  }

  tick(): void {
    this.voice.tick();
  }

  count(isAccurate: boolean): void {
    this.voice.count(isAccurate);
  }

  /** Stops in the middle of a word: what was being said is no longer true. */
  hush(): void {
    clearTimeout(this.timer);
    this.caption = "";
    this.voice.silence();
  }

  close(): void {
    clearTimeout(this.timer);
    this.voice.close();
  }
}
