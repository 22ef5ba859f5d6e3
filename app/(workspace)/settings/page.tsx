import { redirect } from "next/navigation";
import { requirePageUser } from "@/server/platform/http/page";

/** The settings begin with the sources. */
export default async function SettingsPage() {
  await requirePageUser("/settings");
  redirect("/settings/sources");
}
