/** One panel alone on the page, and back. */
export const enlarger =
  (content: HTMLElement) =>
  (id: string): void => {
    const isLarge = content.querySelector<HTMLElement>('.large')?.dataset.panel === id
    for (const panel of content.querySelectorAll<HTMLElement>('[data-panel]'))
      panel.classList.toggle('large', !isLarge && panel.dataset.panel === id)
  }
