/** Simulated time per real time, as the clock may go, and as it goes at first. */
export const SPEEDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
export const SPEED = 0.1
