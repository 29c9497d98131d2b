/** Figures with as many digits as say something. */
export const figureText = (value: number): string => {
  if (Number.isNaN(value)) return '-'
  if (Number.isInteger(value)) return withSeparators(String(value))
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4
  return withSeparators(value.toFixed(digits))
}

const withSeparators = (text: string) => text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')
