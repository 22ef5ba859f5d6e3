/** What stands where a secret stood. */
export const censored = "[redacted]";

/**
 * Shapes of secrets that outside text carries. Each is linear on any text: bounded repeats of one class behind a literal, no choice
 * that can match the same text twice. A capture in front stays, so that a reader sees whose secret it was; none takes a quote or a
 * backslash with it.
 */
const shapes: readonly RegExp[] = [
  // PEM keys, whole or cut off, with real line breaks or escaped ones.
  /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)(?:[A-Za-z0-9+/=:,.\s\\]|-(?!-)){1,20000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  // user:password@ and :password@ in addresses of any scheme.
  /(:\/\/[^\s/:@"'\\<>]{0,200}:)[^\s/@"'\\<>]{1,500}(?=@)/g,
  // Authorization headers, whatever the scheme.
  /\b((?:proxy-)?authorization[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4}(?:bearer|basic|token|digest|apikey|negotiate|aws4-hmac-sha256)\s{1,3})[^\s"'\\,;]{4,4000}/gi,
  /\b((?:bearer|basic)\s{1,3})[A-Za-z0-9._~+/=-]{16,4000}/gi,
  /((?:proxy-)?authorization[\\"']{1,4}\s{0,3}:\s{0,3}[\\"']{1,4})[^"'\\\r\n]{1,4000}/gi,
  // Cookies that sign somebody in.
  /\b((?:set-)?cookie[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4})[^"'\\\r\n]{4,4000}/gi,
  // JSON web tokens, three or more parts.
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{0,4000}){0,3}/g,
  // Cloud providers.
  /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|AROA)[A-Z0-9]{16}\b/g,
  /\b(aws_?(?:secret_?access_?key|session_?token|security_?token)[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4})[A-Za-z0-9/+=]{16,2000}/gi,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\bya29\.[A-Za-z0-9_-]{20,2000}/g,
  /\bGOCSPX-[A-Za-z0-9_-]{20,60}/g,
  /\b((?:AccountKey|SharedAccessKey|SharedAccessSignature)=)[A-Za-z0-9+/=%&;-]{16,2000}/g,
  /([?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|access_token|auth_token|token|key|api_key|apikey|password|secret|code)=)[^\s&"'\\<>#]{4,2000}/gi,
  /\bdo[oprt]_v1_[a-f0-9]{64}\b/g,
  /\bLTAI[A-Za-z0-9]{12,30}\b/g,
  // Code hosts, registries, CI.
  /\bgh[pousr]_[A-Za-z0-9]{20,255}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,255}/g,
  /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[A-Za-z0-9_.-]{20,300}/g,
  /\bATATT3[A-Za-z0-9_=-]{20,400}/g,
  /\bATBB[A-Za-z0-9]{28,60}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bpypi-AgE[A-Za-z0-9_-]{13,400}/g,
  /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}/g,
  /\brubygems_[a-f0-9]{48}\b/g,
  // Chat, mail, payment, models, monitoring.
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,400}/g,
  /\bxapp-[0-9]-[A-Za-z0-9-]{10,400}/g,
  /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{16,200}/g,
  /(discord(?:app)?\.com\/api\/webhooks\/)[0-9]{15,25}\/[A-Za-z0-9_-]{20,200}/g,
  /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/g,
  /(?<![A-Za-z0-9])(?:bot)?[0-9]{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
  /\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}/g,
  /\bkey-[a-f0-9]{32}\b/g,
  /\b(?:SK|AC)[a-f0-9]{32}\b/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,200}/g,
  /\bwhsec_[A-Za-z0-9+/=]{16,200}/g,
  /\bsk-(?=[a-z0-9_-]{0,80}[A-Z])(?=[A-Za-z_-]{0,80}[0-9])[A-Za-z0-9_-]{20,300}/g,
  /\bhf_[A-Za-z0-9]{30,60}\b/g,
  /\bglc_[A-Za-z0-9+/=]{32,400}/g,
  /\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b/g,
  /\bsntr[ysu]{1,2}_[A-Za-z0-9+/=_-]{32,400}/g,
  /\bNRAK-[A-Z0-9]{27}\b/g,
  /\bdapi[a-f0-9]{32}\b/g,
  // Infrastructure.
  /\bhv[sbr]\.[A-Za-z0-9_-]{20,300}/g,
  /\bK10[a-f0-9]{64}::[A-Za-z0-9:_.-]{8,200}/g,
  /(?<![a-z0-9.-])[a-z0-9]{6}\.(?=[a-z]{0,15}[0-9])[a-z0-9]{16}(?![a-z0-9.-])/g,
  /\b((?:client-key-data|client-certificate-data|certificate-authority-data|id-token|refresh-token)[\\"']{0,4}\s{0,3}:\s{0,3}[\\"']{0,4})[A-Za-z0-9+/=._-]{16,20000}/g,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{50,70}/g,
  /\bawo_[A-Za-z0-9_-]{43}/g,
  // Anything named like a secret: password=, "api_key": "…", --token …
  /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|credentials?)[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4})[^\s"'\\,;&<>{}()[\]]{3,2000}/gi,
  /(--(?:password|passwd|token|secret|api-key|client-secret|private-key)[ =])[^\s"'\\]{3,2000}/gi,
];

/** A name that says its value is a secret, in any case and after any prefix: `dbPassword`, `X-Api-Key`, `Set-Cookie`, but not `tokenCount` or `secretName`. */
const secretName = /(?:passwords?|passwd|passphrase|pwd|secrets?|tokens?|(?:api|access|private|secret|signing)[_-]?keys?|credentials?|authorization|cookies?)$/i;

/** Whether a name says that the text under it is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Every shape has one of these; most texts have none, and a storm of alerts has many texts. */
const mayHold = /[:=@]|--|[A-Za-z0-9_.+/-]{16}/;

/** The text without what looks like a secret; takes time linear in its length whatever it holds, and gives the same again when given its own answer. */
export function redactText(text: string): string {
  if (!mayHold.test(text)) return text;
  return shapes.reduce((clean, shape) => clean.replace(shape, (_match, kept: unknown) => (typeof kept === "string" ? `${kept}${censored}` : censored)), text);
}

/**
 * Any plain value with every text in it redacted: a text under a secret's name whole, and whole what lies deeper than eight levels. What
 * is no plain value stays as it is, and so does a number, which under such a name is a count.
 */
export function redactAll(value: unknown): unknown {
  return redactUnder("", value, 0);
}

function redactUnder(name: string, value: unknown, depth: number): unknown {
  if (typeof value === "string") return value !== "" && isSecretName(name) ? censored : redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 8) return censored;
  if (Array.isArray(value)) return value.map((item) => redactUnder(name, item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, held]) => [inner, redactUnder(inner, held, depth + 1)]));
}
