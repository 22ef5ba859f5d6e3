const notesHz = [523.25, 783.99];
const noteSeconds = 0.18;
const loudness = 0.06;

/** Plays two quiet notes; silent where the browser does not let a page sound before somebody touched it. */
export function playChime(): void {
  if (typeof AudioContext === "undefined") return;
  const audio = new AudioContext();
  notesHz.forEach((hz, place) => {
    const at = audio.currentTime + place * noteSeconds;
    const tone = new OscillatorNode(audio, { frequency: hz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.linearRampToValueAtTime(loudness, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + noteSeconds * 2);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + noteSeconds * 2);
    if (place === notesHz.length - 1) tone.onended = () => void audio.close();
  });
}
