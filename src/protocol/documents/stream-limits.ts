/** Analyses that one stream of `/events` tells of at most: a few kilobytes of address, which every proxy lets through. */
export const mostFollowed = 200;

/** In place of an id it follows the list of all analyses. No analysis has it. */
export const listId = "*";
