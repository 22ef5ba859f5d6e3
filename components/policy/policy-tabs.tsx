import { useTranslations } from "next-intl";
import { TabLinks } from "../ui/tab-links";

/** The rules, and what the machine has earned under them. */
export function PolicyTabs() {
  const t = useTranslations("policy");
  return (
    <TabLinks
      label={t("tabs")}
      tabs={[
        { href: "/policies", text: t("tabRules") },
        { href: "/policies/ledger", text: t("tabLedger") },
      ]}
    />
  );
}
