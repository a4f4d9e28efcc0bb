/** The least of 1, 2, 5, 10, 20 ... 500 and whole thousands that is not below x: between numbers that stand in a row. */
export const niceStep = (x: number): number =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500].find(n => n >= x) ?? Math.ceil(x / 1000) * 1000
