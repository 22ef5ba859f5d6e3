import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "@/components/account/auth-frame";
import { SignInForm } from "@/components/account/sign-in-form";
import { findPageUser } from "@/server/platform/http/page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: t("shell.pageTitle", { page: t("account.signInTitle") }) };
}

/** A path of this site, whatever the address asks for. */
function safePath(next: string | string[] | undefined): string {
  return typeof next === "string" && /^\/(?![/\\])\P{Cc}*$/u.test(next) ? next : "/";
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  if ((await findPageUser()) !== null) redirect(safePath(next));
  const t = await getTranslations("account");
  return (
    <AuthFrame title={t("signInTitle")}>
      <SignInForm next={safePath(next)} />
    </AuthFrame>
  );
}
