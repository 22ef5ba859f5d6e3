import { useTranslations } from "next-intl";
import { Missing } from "@/components/states/missing";

export default function IncidentNotFound() {
  const t = useTranslations("incident");
  return (
    <div className="mx-auto w-full max-w-6xl px-4 md:px-8">
      <Missing title={t("missing")} />
    </div>
  );
}
