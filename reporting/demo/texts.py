"""What is written in the demonstration. Every text says of itself that it is invented."""

FIRST_NOTES = (
    "Påhittat: polisen skriver att personen gärna vill bli uppringd.",
    "Påhittat: är orolig inför förhöret nästa vecka.",
    "Påhittat: har svårt att sova sedan det hände.",
    "Påhittat: vill veta mer om hur en rättegång går till.",
    "Påhittat: arbetar natt, ring helst på eftermiddagen.",
    "Påhittat: undrar över brottsskadeersättning.",
)
NOTES = (
    "Påhittat: fick numret till Brottsoffermyndigheten.",
    "Påhittat: vill ha samma stödperson nästa gång.",
    "Påhittat: rättegången är flyttad till hösten.",
    "Påhittat: har kontakt med vårdcentralen.",
    "Påhittat: ber om ett möte på kontoret.",
    "Påhittat: syskonet hjälper till med försäkringen.",
)
TALKS = (
    "Påhittat: berättade vad som hände. Lugnare i slutet av samtalet.",
    "Påhittat: frågor om förundersökningen, gick igenom gången.",
    "Påhittat: vill ha sällskap till förhöret.",
    "Påhittat: hjälpte till med ansökan om ersättning.",
    "Påhittat: mår bättre, har varit ute med vänner.",
    "Påhittat: orolig för att möta personen i trappuppgången.",
    "Påhittat: talade om målsägandebiträde och hur man begär ett.",
    "Påhittat: vill höras igen efter semestern.",
)
UNANSWERED = ("Påhittat: signalerna gick fram.", "Påhittat: kopplades bort.")
OTHER_PERSON = ("Påhittat: en annan röst svarade. Sa inget om varför jag ringde.",)
WRONG_NUMBER = ("Påhittat: den som svarade känner inte till personen.",)
DECLINED = (
    "Påhittat: tackade för samtalet men klarar sig bra.",
    "Påhittat: har redan stöd av familjen.",
)
CALL_LATER = ("Påhittat: stod på bussen, bad oss ringa senare.",)
MEETINGS = (
    "Påhittat: möte på kontoret, gick igenom papperen.",
    "Påhittat: följde med till tingsrätten.",
)
SENT = ("Påhittat: kort hälsning med våra öppettider.",)
INCOMING = (
    "Påhittat: ringde för att berätta om beslutet.",
    "Påhittat: ville boka en ny tid.",
)
AGAIN = ("Påhittat: hör av sig igen, åklagaren har väckt åtal.",)
DECIDED_ON = (
    "Påhittat: personen bor ensam och gästen är känd, vi ringer vidare.",
    "Påhittat: polisen bekräftar att numret är personens eget.",
)
DECIDED_AGAINST = ("Påhittat: vi vet inte vem som lyssnar, vi ringer inte mer.",)
RECEIVED_CORRECTED = ("Påhittat: mejlet kom tidigare än det först såg ut.",)
SAFE_NOTES = (
    "Påhittat: ring bara på lunchen.",
    "Påhittat: säg att det gäller cykeln om någon annan svarar.",
    "Påhittat: lägg på om det är stökigt i bakgrunden.",
    "Påhittat: ring mobilen, aldrig hemtelefonen.",
)
OTHER_WAYS = ("påhittat konto @demo", "brev till påhittad boxadress")
LANGUAGES = ("arabiska", "somaliska", "polska", "persiska", "spanska", "tigrinja", "ukrainska")
