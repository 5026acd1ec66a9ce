"""Money: an integer count of minor units with its currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, Overflow

from wraca.kit.errors import InvalidInput

#: Currencies whose minor unit is not a hundredth (ISO 4217).
EXPONENTS = {"JPY": 0, "KRW": 0, "HUF": 2, "ISK": 0, "CLP": 0, "VND": 0, "BHD": 3, "KWD": 3, "TND": 3, "JOD": 3}


class CurrencyMismatch(InvalidInput):
    """Two amounts in different currencies cannot be added or compared."""


def exponent_of(currency: str) -> int:
    """Decimal places of the currency's minor unit: 2 for PLN, 0 for JPY."""
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    #: Minor units, e.g. grosze: 123456 is 1 234,56 zł.
    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Money:
        """From a decimal amount. A float is refused: its digits are already lost."""
        if isinstance(amount, float):
            raise InvalidInput("an amount of money must be a text, an integer or a Decimal, not a float")
        try:
            exact = Decimal(amount)
            scaled = exact.scaleb(exponent_of(currency))
        except (InvalidOperation, Overflow) as cause:
            raise InvalidInput(f"not an amount of money: {amount!r}") from cause
        if not scaled.is_finite():
            raise InvalidInput(f"not an amount of money: {amount!r}")
        return cls(int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN)), currency)

    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent_of(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"cannot combine {self.currency} with {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor
