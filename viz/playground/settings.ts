/** What a run is made from, and how the address keeps it. */
import { type BackendName, backEnds } from './back-ends.ts'
import { FEEDBACKS, type FeedbackName, type Field, RULES, type RuleName, ruleOf } from './rules.ts'

export interface Settings {
  rule: RuleName
  feedback: FeedbackName
  backend: BackendName
  seed: number
  values: Readonly<Record<string, number>> // by key of a field; what is not there has its first value
}

export const DEFAULTS: Settings = { rule: 'plateau', feedback: 'dense', backend: 'auto', seed: 1, values: {} }

export const settingOf = ({ values }: Settings, { key, value }: Field): number => values[key] ?? value

/** All values of the rule, by key. */
export const valuesOf = (s: Settings): Record<string, number> =>
  Object.fromEntries(ruleOf(s.rule).fields.map(field => [field.key, settingOf(s, field)]))

/** In range and, where it must be, whole; the first value for what is no number. */
export const within = ({ min, max, value, whole }: Field, wanted: number): number => {
  if (!Number.isFinite(wanted)) return value
  const inside = Math.min(max, Math.max(min, wanted))
  return whole ? Math.round(inside) : inside
}

/** `#rule=growth&units=40`: only what differs from the start. */
export const writeSettings = (s: Settings): string => {
  const out = new URLSearchParams()
  for (const key of ['rule', 'feedback', 'backend', 'seed'] as const)
    if (s[key] !== DEFAULTS[key]) out.set(key, String(s[key]))
  for (const field of ruleOf(s.rule).fields)
    if (settingOf(s, field) !== field.value) out.set(field.key, String(settingOf(s, field)))
  return out.size > 0 ? `#${out}` : ''
}

/** Reads a hash; what it does not understand is left out. */
export const readSettings = (hash: string): Settings => {
  const get = new URLSearchParams(hash.replace(/^#/, ''))
  const rule = RULES.find(r => r.name === get.get('rule')) ?? ruleOf(DEFAULTS.rule)
  const given = rule.fields.filter(field => get.has(field.key))
  const seed = Number(get.get('seed') ?? DEFAULTS.seed)
  return {
    rule: rule.name,
    feedback: FEEDBACKS.find(f => f.name === get.get('feedback'))?.name ?? DEFAULTS.feedback,
    backend: backEnds().find(b => b.name === get.get('backend'))?.name ?? DEFAULTS.backend,
    seed: Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32 ? seed : DEFAULTS.seed,
    values: Object.fromEntries(given.map(field => [field.key, within(field, Number(get.get(field.key)))])),
  }
}
