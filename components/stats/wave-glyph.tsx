import clsx from "clsx";
import type { Pulse } from "@/lib/contracts/stats";

type ServiceState = Pulse["services"][number]["state"];

const amplitudes: Record<ServiceState, number> = { calm: 1, acting: 3.5, troubled: 6 };
const tones: Record<ServiceState, string> = { calm: "text-silt", acting: "text-biolum", troubled: "text-ember" };

/** A service's water: flat when calm, high when troubled, dotted while the machine acts. */
export function WaveGlyph({ state }: { state: ServiceState }) {
  const height = amplitudes[state];
  const path = `M1 8 Q 6 ${8 - height * 2} 11 8 T 21 8 T 31 8`;
  return (
    <svg aria-hidden viewBox="0 0 32 16" className={clsx("h-4 w-8 shrink-0", tones[state])}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeDasharray={state === "acting" ? "0.1 3" : undefined} />
    </svg>
  );
}
