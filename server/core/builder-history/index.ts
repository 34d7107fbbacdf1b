/** What `docker buildx history` prints, read: the builds that a builder remembers, and what it says of one of them. */
export { parseInspection, type InspectedBuild } from './inspection.ts';
export { parseListing, type Listing, type ListedBuild } from './listing.ts';
