/** A share in [0, 1] as `98.5 %`; what was not measured says so. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? "not measured" : `${(share * 100).toFixed(1)} %`;
}
