/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The variants of a fixture flag_bit with a member bit: one for each bit of a
 * flags argument. To be included behind FIXTURE_VARIANT(flag_bit).
 */
FIXTURE_VARIANT_ADD(flag_bit, 0) { .bit = 0 };
FIXTURE_VARIANT_ADD(flag_bit, 1) { .bit = 1 };
FIXTURE_VARIANT_ADD(flag_bit, 2) { .bit = 2 };
FIXTURE_VARIANT_ADD(flag_bit, 3) { .bit = 3 };
FIXTURE_VARIANT_ADD(flag_bit, 4) { .bit = 4 };
FIXTURE_VARIANT_ADD(flag_bit, 5) { .bit = 5 };
FIXTURE_VARIANT_ADD(flag_bit, 6) { .bit = 6 };
FIXTURE_VARIANT_ADD(flag_bit, 7) { .bit = 7 };
FIXTURE_VARIANT_ADD(flag_bit, 8) { .bit = 8 };
FIXTURE_VARIANT_ADD(flag_bit, 9) { .bit = 9 };
FIXTURE_VARIANT_ADD(flag_bit, 10) { .bit = 10 };
FIXTURE_VARIANT_ADD(flag_bit, 11) { .bit = 11 };
FIXTURE_VARIANT_ADD(flag_bit, 12) { .bit = 12 };
FIXTURE_VARIANT_ADD(flag_bit, 13) { .bit = 13 };
FIXTURE_VARIANT_ADD(flag_bit, 14) { .bit = 14 };
FIXTURE_VARIANT_ADD(flag_bit, 15) { .bit = 15 };
FIXTURE_VARIANT_ADD(flag_bit, 16) { .bit = 16 };
FIXTURE_VARIANT_ADD(flag_bit, 17) { .bit = 17 };
FIXTURE_VARIANT_ADD(flag_bit, 18) { .bit = 18 };
FIXTURE_VARIANT_ADD(flag_bit, 19) { .bit = 19 };
FIXTURE_VARIANT_ADD(flag_bit, 20) { .bit = 20 };
FIXTURE_VARIANT_ADD(flag_bit, 21) { .bit = 21 };
FIXTURE_VARIANT_ADD(flag_bit, 22) { .bit = 22 };
FIXTURE_VARIANT_ADD(flag_bit, 23) { .bit = 23 };
FIXTURE_VARIANT_ADD(flag_bit, 24) { .bit = 24 };
FIXTURE_VARIANT_ADD(flag_bit, 25) { .bit = 25 };
FIXTURE_VARIANT_ADD(flag_bit, 26) { .bit = 26 };
FIXTURE_VARIANT_ADD(flag_bit, 27) { .bit = 27 };
FIXTURE_VARIANT_ADD(flag_bit, 28) { .bit = 28 };
FIXTURE_VARIANT_ADD(flag_bit, 29) { .bit = 29 };
FIXTURE_VARIANT_ADD(flag_bit, 30) { .bit = 30 };
FIXTURE_VARIANT_ADD(flag_bit, 31) { .bit = 31 };
#if __SIZEOF_LONG__ == 8
FIXTURE_VARIANT_ADD(flag_bit, 32) { .bit = 32 };
FIXTURE_VARIANT_ADD(flag_bit, 33) { .bit = 33 };
FIXTURE_VARIANT_ADD(flag_bit, 34) { .bit = 34 };
FIXTURE_VARIANT_ADD(flag_bit, 35) { .bit = 35 };
FIXTURE_VARIANT_ADD(flag_bit, 36) { .bit = 36 };
FIXTURE_VARIANT_ADD(flag_bit, 37) { .bit = 37 };
FIXTURE_VARIANT_ADD(flag_bit, 38) { .bit = 38 };
FIXTURE_VARIANT_ADD(flag_bit, 39) { .bit = 39 };
FIXTURE_VARIANT_ADD(flag_bit, 40) { .bit = 40 };
FIXTURE_VARIANT_ADD(flag_bit, 41) { .bit = 41 };
FIXTURE_VARIANT_ADD(flag_bit, 42) { .bit = 42 };
FIXTURE_VARIANT_ADD(flag_bit, 43) { .bit = 43 };
FIXTURE_VARIANT_ADD(flag_bit, 44) { .bit = 44 };
FIXTURE_VARIANT_ADD(flag_bit, 45) { .bit = 45 };
FIXTURE_VARIANT_ADD(flag_bit, 46) { .bit = 46 };
FIXTURE_VARIANT_ADD(flag_bit, 47) { .bit = 47 };
FIXTURE_VARIANT_ADD(flag_bit, 48) { .bit = 48 };
FIXTURE_VARIANT_ADD(flag_bit, 49) { .bit = 49 };
FIXTURE_VARIANT_ADD(flag_bit, 50) { .bit = 50 };
FIXTURE_VARIANT_ADD(flag_bit, 51) { .bit = 51 };
FIXTURE_VARIANT_ADD(flag_bit, 52) { .bit = 52 };
FIXTURE_VARIANT_ADD(flag_bit, 53) { .bit = 53 };
FIXTURE_VARIANT_ADD(flag_bit, 54) { .bit = 54 };
FIXTURE_VARIANT_ADD(flag_bit, 55) { .bit = 55 };
FIXTURE_VARIANT_ADD(flag_bit, 56) { .bit = 56 };
FIXTURE_VARIANT_ADD(flag_bit, 57) { .bit = 57 };
FIXTURE_VARIANT_ADD(flag_bit, 58) { .bit = 58 };
FIXTURE_VARIANT_ADD(flag_bit, 59) { .bit = 59 };
FIXTURE_VARIANT_ADD(flag_bit, 60) { .bit = 60 };
FIXTURE_VARIANT_ADD(flag_bit, 61) { .bit = 61 };
FIXTURE_VARIANT_ADD(flag_bit, 62) { .bit = 62 };
FIXTURE_VARIANT_ADD(flag_bit, 63) { .bit = 63 };
#endif
