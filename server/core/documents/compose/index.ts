/** Compose files: the builds of their services, and which files of a folder belong together. */
export { composeProjects } from './projects.ts';
export { readCompose, type ComposeInput } from './read-compose.ts';
