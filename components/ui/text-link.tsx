import Link from "next/link";
import type { ReactNode } from "react";

/** A way to another page of the house, as tall as a thumb needs. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="row inline-flex items-center text-small text-ultra underline-offset-4 hover:underline">
      {children}
    </Link>
  );
}
