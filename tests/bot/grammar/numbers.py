"""Numbers written the Chinese way, for checking that they are read back."""

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def in_chinese(number: int) -> str:
    """Up to 10^12: 一万二千零五."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1_000 else ""
        return f"{in_chinese(high)}万{gap}{in_chinese(low) if low else ''}"
    text, digits = "", str(number)
    for place, digit in enumerate(digits):
        unit = UNITS[len(digits) - 1 - place]
        text += DIGITS[int(digit)] + unit if digit != "0" else "零"
    while "零零" in text:
        text = text.replace("零零", "零")
    text = text.rstrip("零")
    return text.removeprefix("一") if text.startswith("一十") else text


def in_formal_chinese(number: int) -> str:
    """As on a cheque: 壹万贰仟零伍."""
    return in_chinese(number).translate(FORMAL)


def in_full_width(digits: str) -> str:
    """２００."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


def spoken(number: int) -> str:
    """The last unit left out, as people say it: 两千五 for 2500, 一万二 for 12000."""
    text = in_chinese(number).replace("二千", "两千").replace("二百", "两百").replace("二万", "两万")
    for unit, lower in (("万", "千"), ("千", "百"), ("百", "十")):
        if len(text) > 3 and text[-1] == lower and text[-3] == unit:
            return text[:-1]
    return text
