// How the boxes of a list and what is done to the ticked ones find each other, wherever they are drawn.

/** Marks the box of a row. */
export const TICK = "data-tick";
/** Marks the box that ticks all of a page. */
export const TICK_ALL = "data-tick-all";
