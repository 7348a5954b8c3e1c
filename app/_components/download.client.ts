"use client";

/** Saves an address (an object or data URL) as a file of this name. */
export function saveAs(href: string, fileName: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = fileName;
  link.click();
}
