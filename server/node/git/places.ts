/** Paths between a repository and a folder in it. */
import { realPath } from '../context/index.ts';
import { isInside, relativePath } from '../files/index.ts';
import type { Checkout } from './checkout.ts';

/** A path from the repository's root; the root itself is the empty text. */
export function placeOf(checkout: Checkout, file: string): string {
  return relativePath(checkout.root, realPath(file));
}

export function isInCheckout(checkout: Checkout, file: string): boolean {
  return isInside(checkout.root, realPath(file));
}

export function below(folder: string, path: string): string {
  if (folder === '' || path === '') return folder + path;
  return `${folder}/${path}`;
}
