/** Opens an address in a new tab that cannot reach back, for keys; what is clicked is a link. */
export function openTab(href: string): void {
  const link = document.createElement("a");
  Object.assign(link, { href, target: "_blank", rel: "noopener noreferrer" });
  link.click();
}
