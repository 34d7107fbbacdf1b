/** What the name of an image tells: who runs in it, and which users it brings. */
import assert from 'node:assert/strict';
import { knownImage } from '../../../server/core/images/known-images.ts';

describe('an image that is known by its name', () => {
  const users: readonly (readonly [name: string, user: string | null])[] = [
    ['python', ''],
    ['python:3.12-slim', ''],
    ['docker.io/library/python:3.12@sha256:' + 'a'.repeat(64), ''],
    ['debian:bookworm-slim', ''],
    ['alpine:3.20', ''],
    ['ghcr.io/astral-sh/uv:python3.12-bookworm-slim', ''],
    ['continuumio/miniconda3', ''],
    ['quay.io/jupyter/scipy-notebook:latest', '1000'],
    ['jupyter/base-notebook', '1000'],
    ['apache/airflow:2.9.3', 'airflow'],
    ['mambaorg/micromamba:1.5', 'mambauser'],
    ['bitnami/python:3.11', '1001'],
    ['registry.access.redhat.com/ubi9/python-311', '1001'],
    ['gcr.io/distroless/python3:nonroot', '65532'],
    ['nvcr.io/nvidia/pytorch:24.05-py3', 'root'],
    ['dhi.io/python:3.12-dev', 'root'],
    ['dhi.io/python:3.12', 'nonroot'],
    ['mirror.gcr.io/library/python:3.12', ''],
    ['public.ecr.aws/docker/library/python', ''],
    ['apache/airflow:3.0.1', 'airflow'],
    ['rayproject/ray:2.9.0', 'ray'],
    ['cimg/python:3.12', 'circleci'],
    ['quay.io/sclorg/python-312-c9s', '1001'],
    // A name that only looks like one of them.
    ['example/python:3.12', null],
    ['registry.example/library/python', null],
    ['mypython', null],
    ['gcr.io/distroless/python3', null],
    ['', null],
    ['not an image', null],
  ];
  for (const [name, user] of users)
    it(`${name === '' ? 'the empty name' : name.slice(0, 60)}: ${user === '' ? 'root' : (user ?? 'unknown')}`, () => {
      assert.equal(knownImage(name)?.image.user ?? null, user);
    });
});

describe('the users that an image brings', () => {
  const table: readonly (readonly [image: string, user: string, ids: string | null])[] = [
    ['python:3.12-slim', 'www-data', '33:33 /var/www'],
    ['python:3.12-slim', 'nobody', '65534:65534 /nonexistent'],
    ['python:3.12-alpine', 'nobody', '65534:65534 /'],
    ['python:3.12-alpine3.20', 'www-data', null],
    ['node:20', 'node', '1000:1000 /home/node'],
    ['node:20-alpine', 'node', '1000:1000 /home/node'],
    ['ubuntu:24.04', 'ubuntu', '1000:1000 /home/ubuntu'],
    ['ubuntu', 'ubuntu', '1000:1000 /home/ubuntu'],
    ['ubuntu:22.04', 'ubuntu', null],
    ['postgres:16', 'postgres', '999:999 /var/lib/postgresql'],
    ['fedora:40', 'nobody', '65534:65534 /'],
    ['busybox', 'nobody', null],
  ];
  for (const [image, user, expected] of table)
    it(`${user} in ${image}`, () => {
      const ids = knownImage(image)?.accounts.get(user);
      const found = ids ? `${String(ids.uid)}:${String(ids.gid)} ${ids.home ?? ''}` : null;
      assert.equal(found, expected);
    });
});
