import { useTranslations } from "next-intl";
import { Missing } from "@/components/states/missing";

export default function SourceNotFound() {
  const t = useTranslations("source");
  return <Missing title={t("missing")} />;
}
