import { useTranslations } from "next-intl";
import { Missing } from "@/components/states/missing";
import { Waterline } from "@/components/stats/waterline";

export default function NotFound() {
  const t = useTranslations("shell");
  return (
    <main className="flex min-h-dvh flex-col overflow-hidden">
      <div className="mx-auto grid w-full max-w-6xl flex-1 content-end px-4 md:px-8">
        <p className="text-small font-semibold tracking-[0.14em] text-mist">{t("name")}</p>
        <Missing />
      </div>
      <Waterline />
      <div className="h-2/5 min-h-40 bg-linear-to-b from-deep to-abyss" />
    </main>
  );
}
