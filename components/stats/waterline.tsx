const wave = 160;
const waves = 24;

/** One long sine, drawn twice as wide as any screen so that it can drift by half without a seam. */
function surface(): string {
  const arcs = Array.from({ length: waves * 2 }, (_, half) => `q ${wave / 4} ${half % 2 === 0 ? -5 : 5} ${wave / 2} 0`);
  return `M0 8 ${arcs.join(" ")}`;
}

/** The waterline: the only permanent graphic, and the only thing that moves by itself. */
export function Waterline() {
  return (
    <div aria-hidden data-waterline className="pointer-events-none h-4 overflow-hidden text-silt">
      <svg width={wave * waves} height="16" className="max-w-none animate-drift">
        <path d={surface()} fill="none" stroke="currentColor" strokeWidth="1.25" />
      </svg>
    </div>
  );
}
