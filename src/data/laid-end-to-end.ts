/** Arrays of one type, laid end to end in a new one. */
type Typed = Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array

export const laidEndToEnd = <T extends Typed>(type: new (size: number) => T, parts: readonly T[]): T => {
  const all = new type(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
