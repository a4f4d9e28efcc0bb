const MS: Record<string, number> = { ms: 1, s: 1000, us: 0.001 }

/** A parameter of run.json as a number in ms or in its own unit: 3, '20 ms', ['20 ms', 'window'] or { value }. */
export const quantity = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return quantity(value[0])
  if (value !== null && typeof value === 'object') return quantity((value as { value?: unknown }).value)
  const match = /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(\S*)\s*$/i.exec(typeof value === 'string' ? value : '')
  return match ? Number(match[1]) * (MS[match[2]] ?? 1) : undefined
}
