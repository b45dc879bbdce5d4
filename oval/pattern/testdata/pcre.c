/* Answers of PCRE itself, for tests. Reads lines "FLAGS <tab> PATTERN <tab> TEXT", pattern
   and text in hexadecimal, flags of i, m, s; prints a line for each: "E" (the pattern is
   refused), "X" (given up), else all matches as offsets, "a,b c,d ;" each, groups that took
   no part as -1,-1. Build: cc -O2 pcre.c -lpcre */
#include <pcre.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { longest = 1 << 21, groups = 400 };

static int unhex(const char *from, char *to)
{
	int n = (int)strlen(from) / 2;
	for (int i = 0; i < n; i++) {
		unsigned byte = 0;
		sscanf(from + 2 * i, "%2x", &byte);
		to[i] = (char)byte;
	}
	to[n] = 0;
	return n;
}

static void all(const pcre *re, const char *text, int length)
{
	int at[3 * groups], count = 0, from = 0;
	pcre_fullinfo(re, NULL, PCRE_INFO_CAPTURECOUNT, &count);
	while (from <= length) {
		int got = pcre_exec(re, NULL, text, length, from, 0, at, 3 * groups);
		if (got == PCRE_ERROR_NOMATCH)
			break;
		if (got < 0) {
			printf("X");
			break;
		}
		for (int i = 0; i <= count; i++)
			printf(i < got ? "%d,%d " : "-1,-1 ", at[2 * i], at[2 * i + 1]);
		printf(";");
		from = at[1];
		if (at[0] == at[1])
			do
				from++;
			while (from < length && (text[from] & 0xC0) == 0x80);
	}
	printf("\n");
}

int main(void)
{
	static char line[2 * longest], pattern[longest], text[longest];
	while (fgets(line, sizeof line, stdin)) {
		const char *error;
		int where, options = PCRE_UTF8;
		line[strcspn(line, "\n")] = 0;
		char *second = strchr(line, '\t');
		if (!second)
			return 1;
		*second++ = 0;
		char *third = strchr(second, '\t');
		if (!third)
			return 1;
		*third++ = 0;
		options |= strchr(line, 'i') ? PCRE_CASELESS : 0;
		options |= strchr(line, 'm') ? PCRE_MULTILINE : 0;
		options |= strchr(line, 's') ? PCRE_DOTALL : 0;
		unhex(second, pattern);
		int length = unhex(third, text);
		pcre *re = pcre_compile(pattern, options, &error, &where, NULL);
		if (!re) {
			printf("E\n");
			continue;
		}
		all(re, text, length);
		pcre_free(re);
	}
	return 0;
}
