import type { ReactNode } from "react";

/** A way back that loads the page anew, for where what is here cannot be trusted; it brings no code of its own. */
export function WayBack({ href, children }: { href: "/" | "/incidents"; children: ReactNode }) {
  return (
    <a href={href} className="row inline-flex items-center text-small text-ultra underline-offset-4 hover:underline">
      {children}
    </a>
  );
}
