/** Analyses that one stream of `/events` tells of at most: a few kilobytes of address, which every proxy lets through. */
export const mostFollowed = 200;
