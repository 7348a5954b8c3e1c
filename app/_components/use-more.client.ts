"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { readApi } from "./read-api.client";

/** Rows of one list on the page: past it the first ones leave as others come. */
const MAX_ROWS = 150;

/** A list that the server began: its first page, and how to read on. */
export interface Begun<T> {
  items: readonly T[];
  nextCursor: string | null;
}

export interface MoreList<T> {
  items: T[];
  hasMore: boolean;
  loading: boolean;
  error: unknown;
  more(): void;
  /** Back to the first page, once it has left the list; null before. */
  restart: (() => void) | null;
}

interface ListPage<T> extends Begun<T> {
  first: boolean;
}

/**
 * Goes on reading a list by its GET endpoint's cursors. `path` may hold a query string; `member` is where the answer
 * keeps the rows. A new first page from the server begins the list anew.
 */
export function useMore<T extends { id: string }>(
  path: string,
  member: string,
  begun: Begun<T>,
  pageSize: number,
): MoreList<T> {
  const queries = useQueryClient();
  const firstPage: ListPage<T> = { ...begun, first: true };
  const queryKey = ["list", path, begun.items[0]?.id ?? "", begun.nextCursor];
  const start = { pages: [firstPage], pageParams: [null] };
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: null as string | null,
    initialData: start,
    staleTime: Number.POSITIVE_INFINITY,
    maxPages: Math.max(1, Math.floor(MAX_ROWS / pageSize)),
    getNextPageParam: (page) => page.nextCursor,
    queryFn: async ({ pageParam, signal }): Promise<ListPage<T>> => {
      if (pageParam === null) return firstPage;
      const join = path.includes("?") ? "&" : "?";
      const search = new URLSearchParams({ limit: String(pageSize), cursor: pageParam });
      const answer = await readApi<{ nextCursor: string | null } & Record<string, T[]>>(
        `${path}${join}${search}`,
        signal,
      );
      return { items: answer[member] ?? [], nextCursor: answer.nextCursor, first: false };
    },
  });
  const { pages } = query.data;
  return {
    items: pages.flatMap((page) => [...page.items]),
    hasMore: query.hasNextPage,
    loading: query.isFetchingNextPage,
    error: query.error,
    more: () => void query.fetchNextPage(),
    restart: pages[0]?.first ? null : () => queries.setQueryData(queryKey, start),
  };
}
