/** One key: what it says on the help page and what it does. */
export interface Key {
  keys: string[] // as KeyboardEvent.key
  shown: string
  about: string
  run: (event: KeyboardEvent) => void
}

/** Listens for the keys while no field and no dialog has the focus. */
export const listen = (keys: readonly Key[]): (() => void) => {
  const table = new Map(keys.flatMap(key => key.keys.map(name => [name, key])))
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return
    const key = table.get(event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key)
    if (!key) return
    event.preventDefault()
    key.run(event)
  }
  document.addEventListener('keydown', onKey)
  return () => document.removeEventListener('keydown', onKey)
}

const isBusy = (event: KeyboardEvent): boolean => {
  const target = event.target as HTMLElement
  if (document.querySelector('dialog[open]')) return true
  if (target.matches('input:not([type=checkbox], [type=range]), select, textarea')) return true
  const moves = /^(Arrow|Home|End|Page)/.test(event.key)
  if (moves && target.closest('input, [role=slider], [role=scrollbar], [role=tablist]')) return true
  return event.key === ' ' && target.matches('button, summary, [role=tab], [type=checkbox]')
}
