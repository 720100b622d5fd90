"""NHS numbers of the range that is kept for tests, 999 000 0000 to 999 999 9999."""

from __future__ import annotations

_WEIGHTS = range(10, 1, -1)


def check_digit(nine: str) -> int | None:
    """Return the check digit of the first nine, None where no number may begin so.

    Modulus 11 with weights 10 to 2; 11 stands for 0 and 10 is never given out (NHS Data Dictionary, NHS NUMBER).
    """
    digit = 11 - sum(int(figure) * weight for figure, weight in zip(nine, _WEIGHTS, strict=True)) % 11
    return None if digit == 10 else digit % 11


def numbers_for_tests(first: int) -> list[str]:
    """Return ``first`` different valid NHS numbers from the beginning of the test range."""
    numbers: list[str] = []
    for n in range(1_000_000):
        if len(numbers) == first:
            break
        nine = f"999{n:06d}"
        if (digit := check_digit(nine)) is not None:
            numbers.append(f"{nine}{digit}")
    return numbers
