import { loadAnew } from "@/lib/client/navigation";

/** Signs out on this device and leaves for the door. */
export async function leave(): Promise<void> {
  const { signOut } = await import("@/lib/client/auth");
  await signOut();
  loadAnew("/sign-in");
}
