/** In the place of gpu.js in the page in one file, which does not offer it. */
export const GPU = undefined
