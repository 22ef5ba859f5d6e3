"use client";

import type { RefObject } from "react";
import { useEffect } from "react";
import { keepPlace, leaveListFor } from "@/lib/client/place";

const restMs = 150;

/** Keeps in the history where somebody is in a region: how far down, and on which element with a `data-id`. */
export function useKeptPlace(region: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const path = window.location.pathname;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(resting);
      // On the way out the history is somebody else's already.
      if (window.location.pathname !== path) return;
      const focused = region.current?.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>("[data-id]") : null;
      keepPlace({ scrollY: window.scrollY, id: focused?.dataset.id ?? null });
    };
    const leave = (event: MouseEvent) => {
      const link = event.target instanceof Element && region.current?.contains(event.target) ? event.target.closest<HTMLElement>("[data-id]") : null;
      keep();
      if (link?.dataset.id !== undefined) leaveListFor(link.dataset.id);
    };
    const rest = () => {
      clearTimeout(resting);
      resting = setTimeout(keep, restMs);
    };
    window.addEventListener("scroll", rest, { passive: true });
    document.addEventListener("focusin", rest);
    document.addEventListener("click", leave, { capture: true });
    return () => {
      clearTimeout(resting);
      window.removeEventListener("scroll", rest);
      document.removeEventListener("focusin", rest);
      document.removeEventListener("click", leave, { capture: true });
    };
  }, [region]);
}
