import { Voice } from "../voice/voice";
import { screen } from "./screen-options.svelte";

const CAPTION_MS = 4000;

/** What the coach says: aloud, and as a caption for a moment. */
export class Announcer {
  caption = $state("");
  /** Where it hides nothing that it speaks of. */
  place = $state<"top" | "bottom">("bottom");
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

  /** Says something after what is being said. */
  add(text: string, language: string): void {
    this.voice.add(text, language);
  }

  show(text: string, language: string, isUrgent: boolean): void {
    this.caption = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), CAPTION_MS);
    this.say(text, language, isUrgent);
  }

  tick(): void {
    this.voice.tick();
  }

  count(isAccurate: boolean): void {
    this.voice.count(isAccurate, screen.options.sound);
  }

  /** Stops in the middle of a word: what was being said is no longer true. */
  hush(): void {
    this.clear();
    this.voice.silence();
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.caption = "";
    this.place = "bottom";
  }

  close(): void {
    clearTimeout(this.timer);
    this.voice.close();
  }
}
