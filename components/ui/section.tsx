import type { ReactNode } from "react";
import { useId } from "react";

/** A part of a page under its heading. */
export function Section({ heading, children }: { heading: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid content-start gap-3 border-t border-line pt-5">
      <h2 id={id} className="text-small text-silt">
        {heading}
      </h2>
      {children}
    </section>
  );
}
