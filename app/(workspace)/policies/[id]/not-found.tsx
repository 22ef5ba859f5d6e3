import { useTranslations } from "next-intl";
import { Missing } from "@/components/states/missing";
import { Page } from "@/components/ui/page";

export default function PolicyNotFound() {
  const t = useTranslations("policy");
  return (
    <Page>
      <Missing title={t("missing")} />
    </Page>
  );
}
