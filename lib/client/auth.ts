import { createAuthClient } from "better-auth/client";

let client: ReturnType<typeof createAuthClient> | undefined;

function auth() {
  client ??= createAuthClient({ basePath: "/api/v1/auth" });
  return client;
}

/** What came of a sign-in: `refused` for a wrong name or password, `limited` after too many tries, `unreachable` otherwise. */
export type SignInResult = "signed_in" | "refused" | "limited" | "unreachable";

/** Signs in with email and password. */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  try {
    const { error } = await auth().signIn.email({ email, password });
    if (!error) return "signed_in";
    if (error.status === 429) return "limited";
    return error.status >= 400 && error.status < 500 ? "refused" : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** Signs out on this device; resolves whether or not the server was reached. */
export async function signOut(): Promise<void> {
  try {
    await auth().signOut();
  } catch {
    return;
  }
}
