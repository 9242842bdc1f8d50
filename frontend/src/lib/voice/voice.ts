import type { Sound } from "../stage/screen-options.svelte";

/** Speaks and sounds: one thing at a time, so that a cue is heard whole. */
export class Voice {
  isOn = true;
  private sounds: AudioContext | null = null;

  /** To be called in a click: browsers allow sound only after one. */
  wake(): void {
    if (typeof AudioContext === "undefined") return; // then nothing sounds, and the set goes on
    this.sounds ??= new AudioContext();
    void this.sounds.resume().catch(() => undefined);
  }

  /** Says a sentence; while another is spoken it is dropped, unless it is `urgent` and cuts in. */
  say(text: string, language: string, urgent = false): void {
    if (!this.isOn || !("speechSynthesis" in window) || !text) return;
    if (speechSynthesis.speaking || speechSynthesis.pending) {
      if (!urgent) return;
      speechSynthesis.cancel();
    }
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language;
    speechSynthesis.speak(words);
  }

  /** Says a sentence after those that are being said. */
  add(text: string, language: string): void {
    if (!this.isOn || !("speechSynthesis" in window) || !text) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language;
    speechSynthesis.speak(words);
  }

  /** A counted repetition: one high tone if accurate, two low ones if not; or clicks, which are heard through music. */
  count(isAccurate: boolean, sound: Sound): void {
    if (sound === "none") return;
    if (sound === "clicks") {
      this.tone(1900, 0, 0.04);
      if (!isAccurate) this.tone(1900, 0.12, 0.04);
    } else if (isAccurate) this.tone(880, 0, 0.12);
    else {
      this.tone(330, 0, 0.1);
      this.tone(262, 0.14, 0.14);
    }
  }

  tick(): void {
    this.tone(660, 0, 0.08);
  }

  silence(): void {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  close(): void {
    this.silence();
    void this.sounds?.close();
    this.sounds = null;
  }

  private tone(pitch_hz: number, after_s: number, length_s: number): void {
    if (!this.isOn || !this.sounds) return;
    const start_s = this.sounds.currentTime + after_s;
    const [source, volume] = [this.sounds.createOscillator(), this.sounds.createGain()];
    source.frequency.value = pitch_hz;
    volume.gain.setValueAtTime(0.25, start_s);
    volume.gain.exponentialRampToValueAtTime(0.001, start_s + length_s);
    source.connect(volume).connect(this.sounds.destination);
    source.start(start_s);
    source.stop(start_s + length_s);
  }
}
