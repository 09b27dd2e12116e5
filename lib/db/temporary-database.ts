import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { AppError } from "@/lib/errors";

/** An empty database on the server of `url`, for as long as `work` takes; then it is gone. */
export async function withTemporaryDatabase<T>(
  url: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const name = `anteroom_verify_${randomBytes(6).toString("hex")}`;
  const admin = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await admin.unsafe(`create database ${name} template template0`).catch((cause: unknown) => {
      const message = "a temporary database could not be made: DATABASE_URL’s user needs CREATEDB";
      throw new AppError({ code: "forbidden", message, cause });
    });
    try {
      return await work(Object.assign(new URL(url), { pathname: `/${name}` }).href);
    } finally {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
    }
  } finally {
    await admin.end({ timeout: 5 });
  }
}
