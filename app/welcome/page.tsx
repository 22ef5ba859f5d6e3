import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "@/components/account/auth-frame";
import { ClaimForm } from "@/components/account/claim-form";
import { DeadLink } from "@/components/account/dead-link";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("account.welcomeTitle") }), referrer: "no-referrer", robots: { index: false } };
}

export default async function WelcomePage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const t = await getTranslations("account");
  const { token } = await searchParams;
  return <AuthFrame title={t("welcomeTitle")}>{typeof token === "string" && token.length >= 20 ? <ClaimForm token={token} /> : <DeadLink />}</AuthFrame>;
}
