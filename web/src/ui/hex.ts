/** Red, green and blue of #rrggbb or #rgb, as the build shortens it; what stands behind them for transparency is left out. Null: it is no such colour. */
export function rgbOf(hex: string): [number, number, number] | null {
  const digits = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.exec(hex.trim())?.[1];
  if (digits === undefined) return null;
  const full = digits.length < 6 ? [...digits].map(d => d + d).join('') : digits, n = Number.parseInt(full.slice(0, 6), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}
