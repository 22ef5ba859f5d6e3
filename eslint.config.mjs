import next from "eslint-config-next/core-web-vitals";
import i18next from "eslint-plugin-i18next";
import tseslint from "typescript-eslint";

const han = "[\\u3400-\\u9fff\\uf900-\\ufaff]";
const hanMessage = "Words belong in messages/*.json; say them through next-intl.";

/** Han characters anywhere in code: strings, templates and JSX text, also outside JSX (toasts, table headers). */
const noHan = [
  { selector: `Literal[value=/${han}/]`, message: hanMessage },
  { selector: `TemplateElement[value.raw=/${han}/]`, message: hanMessage },
  { selector: `JSXText[value=/${han}/]`, message: hanMessage },
];

const heardAttributes = "/^(aria-(label|description|placeholder|roledescription|valuetext|braillelabel|brailleroledescription)|alt|title|placeholder)$/";
const letters = "/[A-Za-z]/";

/** What i18next/no-literal-string does not look at: spoken attributes on native tags, and anything inside an svg. */
const noUnspoken = [
  {
    selector: `JSXAttribute[name.name=${heardAttributes}] > :matches(Literal, JSXExpressionContainer > Literal)[value=${letters}]`,
    message: "What a screen reader says belongs in messages/*.json.",
  },
  {
    selector: `JSXAttribute[name.name=${heardAttributes}] > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=${letters}]`,
    message: "What a screen reader says belongs in messages/*.json.",
  },
  {
    selector: `JSXElement[openingElement.name.name=/^(svg|text|tspan|textPath|title|desc)$/] JSXText[value=${letters}]`,
    message: "Text inside an svg belongs in messages/*.json.",
  },
  {
    selector: `JSXElement[openingElement.name.name=/^(text|tspan|textPath|title|desc)$/] > JSXExpressionContainer > Literal[value=${letters}]`,
    message: "Text inside an svg belongs in messages/*.json.",
  },
];

const framing = "/^(iframe|frame|frameset|object|embed|portal|fencedframe)$/";
const framingMessage = "What is outside opens in a new tab; nothing is embedded.";

/** Nothing from elsewhere inside our pages, and every new tab is cut off from the one it came from. */
const noFrames = [
  { selector: `JSXOpeningElement[name.name=${framing}]`, message: framingMessage },
  { selector: `CallExpression[callee.name=/^(createElement|jsxs?)$/] > Literal.arguments[value=${framing}]`, message: framingMessage },
  { selector: `CallExpression[callee.property.name=/^(createElement|createElementNS)$/] > Literal.arguments[value=${framing}]`, message: framingMessage },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML'], JSXAttribute[name.name='srcDoc']", message: "Markup from data could embed anything." },
  { selector: "CallExpression[callee.object.name=/^(window|globalThis|self)$/][callee.property.name='open']", message: "A new tab is opened by a link with rel=\"noopener noreferrer\"." },
  { selector: "JSXOpeningElement:has(JSXAttribute[name.name='target']):not(:has(JSXAttribute[name.name='rel'][value.value='noopener noreferrer']))", message: "A link with a target needs rel=\"noopener noreferrer\"." },
];

const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "Only server/platform/config.ts reads the environment.",
};

/** Where the environment is known before there is a config: entry points that take it as an argument, tools and tests. */
const environmentReaders = [
  "server/platform/config.ts",
  "server/range/main.ts",
  "server/range/scenario.ts",
  "server/cli/**",
  "scripts/**",
  "tests/**",
  "**/*.test.{ts,tsx}",
  "*.config.{js,mjs,ts}",
];

const tests = ["tests/**", "**/*.test.{ts,tsx}"];
const code = ["app/**/*.{ts,tsx}", "components/**/*.{ts,tsx}", "lib/**/*.{ts,tsx}", "server/**/*.{ts,tsx}"];
const faces = ["app/**/*.tsx", "components/**/*.tsx"];

export default tseslint.config(
  { ignores: ["node_modules/", ".next/", "dist/", ".awoooi/", "next-env.d.ts", "coverage/", "test-results/", "playwright-report/", "tests/fixtures/i18n-literals/", "tests/**/__fixtures__/"] },
  ...next,
  ...tseslint.configs.strict,
  {
    files: ["**/*.{ts,tsx,js,mjs,cjs}"],
    rules: {
      "no-console": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  { files: ["scripts/**", "server/cli/**", "server/range/scenario.ts"], rules: { "no-console": "off" } },
  { files: code, ignores: environmentReaders, rules: { "no-restricted-syntax": ["error", noEnvironment, ...noHan, ...noFrames] } },
  {
    files: environmentReaders,
    ignores: tests,
    rules: { "no-restricted-syntax": ["error", ...noHan] },
  },
  {
    files: faces,
    ignores: tests,
    plugins: { i18next },
    rules: {
      "no-restricted-syntax": ["error", noEnvironment, ...noHan, ...noUnspoken, ...noFrames],
      "i18next/no-literal-string": [
        "error",
        {
          mode: "jsx-only",
          "should-validate-template": true,
          "jsx-attributes": {
            include: ["aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext", "alt", "title", "placeholder", "label", "description", "message", "heading", "tooltip", "caption", "emptyText", "summary"],
            exclude: [],
          },
          callees: { exclude: ["t", "t\\.(rich|markup|raw|has)", "(format|fmt)\\.\\w+", "cn", "clsx", "cva", "require"] },
          words: { exclude: [/^[\s\d\p{P}\p{S}]+$/u] },
        },
      ],
    },
  },
  {
    files: ["server/**/*.{ts,tsx}"],
    ignores: ["server/platform/http/**", ...tests],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["next", "next/*"], message: "Only server/platform/http knows Next." }] }],
    },
  },
);
