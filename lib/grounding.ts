const NUMBER = /\d[\d,]*(?:\.\d+)?/g;

/**
 * Numbers in a model's prose that stand nowhere in what it was shown. Thousands separators and trailing zeros do not
 * matter ("$1,128.00" grounds "1128"); words from one to ten are not numbers here.
 */
export function ungroundedNumbers(prose: string, shown: string): string[] {
  const known = new Set((shown.match(NUMBER) ?? []).map(plain));
  return (prose.match(NUMBER) ?? []).filter((text) => !known.has(plain(text)));
}

function plain(text: string): string {
  return String(Number(text.replaceAll(",", "")));
}
